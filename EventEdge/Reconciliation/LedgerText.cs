using EventEdge.Cli;
using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.EdgeBridge.Ledger;

namespace EventEdge.Reconciliation;

/// <summary>The ledger for people.</summary>
internal static class LedgerText
{
    public static void Write(LedgerReport report, Shell shell)
    {
        if (report.Edge is { } edge) Write(edge, shell);
        if (report.Cloud is { } cloud) Write(cloud, shell);
        foreach (var finding in report.Findings)
        {
            shell.Output.WriteLine(
                $"{(finding.Explained ? "note" : "UNEXPLAINED")}  {finding.Where}: {finding.What}: {finding.Amount:N0}, {finding.Reason}");
        }

        shell.Output.WriteLine(shell.Bold(report.Explained ? "everything is explained" : "not everything is explained"));
    }

    private static void Write(EdgeLedger edge, Shell shell)
    {
        var when = edge.Running ? "running" : $"stopped, as of the checkpoint at {edge.At.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}";
        shell.Output.WriteLine($"{shell.Bold($"edge {edge.Node}")}  {when}");
        shell.Output.WriteLine($"  messages {edge.MessagesReceived:N0} = matched {edge.Matched:N0} + unmatched {edge.Unmatched:N0} + in "
            + $"flight {(edge.Running ? edge.InFlight : 0):N0}; resent {edge.Resent:N0}, "
            + $"dead letters {edge.DeadLetters:N0} (+{edge.DeadLettersLost:N0} made room)");
        foreach (var binding in edge.Bindings)
        {
            shell.Output.WriteLine($"  {NameOf(binding)}: {Messages(binding.Counts)}");
            shell.Output.WriteLine($"  {NameOf(binding)}: {Equation(binding)}");
        }

        foreach (var queue in edge.Classes.Where(queue => queue.Last > 0))
            shell.Output.WriteLine($"  {queue.Class} results: records {queue.Last:N0}, confirmed {queue.Acknowledged:N0}, "
                + $"points waiting {queue.PointsWaiting:N0}");
    }

    private static string NameOf(RecordedBinding binding) =>
        binding.Retired ? $"{binding.Counts.Binding} (ended, version {binding.Version})" : binding.Counts.Binding;

    private static string Messages(LedgerEntry counts)
    {
        var refused = counts.MessagesRefused > 0 ? $" + refused {counts.MessagesRefused:N0}" : string.Empty;
        return $"messages {counts.Messages:N0} = decoded {counts.MessagesDecoded:N0} + undecodable {counts.MessagesUndecodable:N0} "
            + $"+ ignored {counts.MessagesIgnored:N0}{refused}, unexplained {counts.UnexplainedMessages:N0}";
    }

    private static string Equation(RecordedBinding binding)
    {
        var counts = binding.Counts;
        return $"received {counts.Received:N0} = in windows {counts.InWindows:N0} + filtered {counts.Filtered:N0} + late {counts.Late:N0} "
            + $"+ rejected {counts.Rejected:N0} + duplicates {counts.Duplicates:N0} + in flight {counts.InFlight:N0}, "
            + $"unexplained {counts.Unexplained:N0}; results {counts.Measurements:N0} + {counts.Revisions:N0} corrections, "
            + $"downsampled {counts.Downsampled:N0}, dropped {counts.Dropped:N0}";
    }

    private static void Write(CloudLedger cloud, Shell shell)
    {
        shell.Output.WriteLine($"{shell.Bold("cloud")}  frames {cloud.Frames:N0}, points {cloud.PointsReceived:N0}, "
            + $"new in the store {cloud.PointsCreated:N0}, corrections {cloud.Corrections:N0}, stale revisions {cloud.StaleRevisions:N0}, "
            + $"duplicates {cloud.Duplicates:N0}, replaced {cloud.Replaced:N0}, dead letters {cloud.DeadLetters:N0}");
        foreach (var stream in cloud.Streams)
        {
            shell.Output.WriteLine($"  {stream.Node}, {stream.Class}, epoch {stream.Epoch}: frames {stream.Frames:N0}, "
                + $"points {stream.Points:N0}, duplicates {stream.Duplicates:N0}, records to {stream.Last:N0}, "
                + $"missing {stream.Missing:N0}, deferred {stream.Deferred:N0}");
            foreach (var binding in cloud.Bindings.Where(b => (b.Node, b.Epoch, b.Class) == (stream.Node, stream.Epoch, stream.Class)))
                shell.Output.WriteLine($"    {Equation(binding)}");
        }
    }

    private static string Equation(BindingLedger binding)
    {
        var merged = binding.Merged > 0 ? $" ({binding.Merged:N0} of them added fields to a point)" : string.Empty;
        return $"{binding.Binding}: points {binding.Received:N0} = new {binding.Created:N0}{merged} + corrections {binding.Corrections:N0} "
            + $"+ stale {binding.Stale:N0} + duplicates {binding.Duplicates:N0} + replaced {binding.Replaced:N0} + dead letters "
            + $"{binding.DeadLetters:N0}, unexplained {binding.Unexplained:N0}";
    }
}
