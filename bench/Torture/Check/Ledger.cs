using System.Text.Json;
using EventEdge.Tests.Support;

namespace EventEdge.Torture.Check;

/// <summary>The ledgers of both sides, one against the other, as <c>eventedge ledger</c> tells them.</summary>
internal sealed class Ledger(JsonElement report)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    /// <summary>What is not explained, in the ledger's words.</summary>
    public IReadOnlyList<string> Unexplained =>
    [
        .. report.GetProperty("findings").EnumerateArray().Where(finding => !finding.GetProperty("explained").GetBoolean())
            .Select(finding => $"{finding.GetProperty("where")}: {finding.GetProperty("what")}: {finding.GetProperty("amount")}, "
                + $"{finding.GetProperty("reason")}"),
    ];

    /// <summary>
    /// Parts of the edge's directory that were not there at a start: what no fault takes, be it explained or not. What a fork did to
    /// numberings is none, nor what the clock did.
    /// </summary>
    public IReadOnlyList<string> Losses =>
    [
        .. report.GetProperty("edge").GetProperty("losses").EnumerateArray()
            .Select(loss => $"edge: {loss.GetProperty("part")}: {loss.GetProperty("reason")}")
            .Where(loss => !loss.StartsWith("edge: numbering", StringComparison.Ordinal)
                && !loss.StartsWith("edge: clock", StringComparison.Ordinal)),
    ];

    /// <summary>Asks the program about two data directories, whose nodes may run.</summary>
    /// <exception cref="InvalidOperationException">It did not answer.</exception>
    public static async Task<Ledger> ReadAsync(string edge, string cloud)
    {
        await using var command = ProcessHost.Start(
            "dotnet", [Repository.File("artifacts/bin/EventEdge/release/eventedge.dll"), "ledger", "--edge", edge, "--cloud", cloud,
                "--output", "json"]);
        await command.WaitForExitAsync(Limit);
        return command.Output.StartsWith('{')
            ? new Ledger(JsonDocument.Parse(command.Output).RootElement.Clone())
            : throw new InvalidOperationException($"eventedge ledger: {command.Output} {command.Errors}");
    }

    /// <summary>Whether a finding, explained or not, says this.</summary>
    public bool Report(string text) => report.GetProperty("findings").EnumerateArray()
        .Any(finding => finding.GetProperty("reason").GetString()!.Contains(text, StringComparison.Ordinal));

    /// <summary>Points of one binding of a node that became dead letters in the cloud.</summary>
    public long DeadLetters(string node, string binding) => report.GetProperty("cloud").GetProperty("bindings").EnumerateArray()
        .Where(ledger => ledger.GetProperty("node").GetString() == node && ledger.GetProperty("binding").GetString() == binding)
        .Sum(ledger => ledger.GetProperty("dead_letters").GetInt64());
}
