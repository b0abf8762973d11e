using EventEdge.FunctionDispatcher.Calls;
using EventEdge.FunctionDispatcher.Configuration.Shapes;
using EventEdge.FunctionDispatcher.Engine;

namespace EventEdge.FunctionDispatcher.Cases;

/// <summary>
/// Functions outside the process in a case: they are really called, and virtual time stands still until they have answered. Whoever is
/// faster, answers take effect in the order of the file and of the calls.
/// </summary>
/// <param name="dispatcher">Who makes the calls.</param>
/// <param name="limit">Longest wait, in real time, for the answers to one event.</param>
/// <param name="log">What the calls say meanwhile.</param>
internal sealed class CaseCalls(Dispatcher dispatcher, TimeSpan limit, LastWarning log)
{
    /// <summary>The ends of every call under way; none when there is none.</summary>
    /// <exception cref="BindingException">They did not end in time, or there were too many of them.</exception>
    public IReadOnlyList<CallCompletion> Ends()
    {
        var waiting = dispatcher.Bindings.Where(b => b.CallsUnderWay > 0).ToList();
        if (waiting.Count == 0) return [];
        if (dispatcher.HasLagging)
            throw new BindingException(dispatcher.Behind[0].Name, "one event led to more calls of its function than can be under way");
        var ends = new List<CallCompletion>();
        using var timer = new CancellationTokenSource(limit, TimeProvider.System);
        while (ends.Count < waiting.Sum(b => b.CallsUnderWay))
        {
            if (dispatcher.Ended.TryTake(out var end)) ends.Add(end);
            else if (!HasMore(timer.Token))
                throw new BindingException(
                    Slowest(waiting, ends),
                    $"its function did not answer within {Quantity.Format(limit)}{(log.Text is { } said ? $": {said}" : string.Empty)}");
        }

        var order = waiting.Select((b, i) => (b.Identity.Name, i)).ToDictionary(b => b.Name, b => b.i, StringComparer.Ordinal);
        return [.. ends.OrderBy(e => order[e.Binding.Name])];
    }

    private bool HasMore(CancellationToken limited)
    {
        try
        {
            dispatcher.Ended.WaitAsync(limited).GetAwaiter().GetResult();
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static string Slowest(List<BindingStatus> waiting, List<CallCompletion> ends) =>
        waiting.First(b => ends.Count(e => e.Binding.Name == b.Identity.Name) < b.CallsUnderWay).Identity.Name;
}
