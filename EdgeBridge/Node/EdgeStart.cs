using EventEdge.EdgeBridge.Recovery;
using EventEdge.FunctionDispatcher.Configuration.Files;
using EventEdge.FunctionDispatcher.Engine;

namespace EventEdge.EdgeBridge.Node;

/// <summary>
/// Which configuration a node begins with. One that has run before goes on with the configuration it ran with, so that the journal is
/// replayed under the rules it was taken under; the file on disk follows as a live change.
/// </summary>
internal static class EdgeStart
{
    public static void Configure(
        BindingsResult file, EdgeStores stores, EdgeRecovery recovery, ConfigurationSource configuration, Dispatcher dispatcher,
        TimeProvider time)
    {
        var last = stores.Checkpoints.LoadConfiguration();
        if (last is { } saved && TryResume(saved, recovery, dispatcher))
        {
            if (file.PinnedText != saved.Text) configuration.Offer(file);
            return;
        }

        dispatcher.BeginAt(stores.Journal.NextSequence - 1);
        configuration.Offer(file);
        if (configuration.TryApply(dispatcher, time.GetUtcNow()) is not { } text) throw new EdgeStartException(configuration.Problem!);
        if (stores.StateWasLost) recovery.Rebuild(dispatcher);
        else if (last is not null) recovery.GoOn(dispatcher);
        else dispatcher.StartTimers(time.GetUtcNow());
        recovery.ApplyAsync(dispatcher, text, CancellationToken.None).GetAwaiter().GetResult();
    }

    private static bool TryResume((string Text, long AppliedAt) saved, EdgeRecovery recovery, Dispatcher dispatcher)
    {
        if (BindingsFile.ParsePinned(saved.Text, "the saved configuration", dispatcher.Components).Config is not { } config) return false;
        try
        {
            dispatcher.Resume(config);
        }
        catch (BindingException)
        {
            return false;
        }

        recovery.Restore(dispatcher, saved.AppliedAt);
        return true;
    }
}
