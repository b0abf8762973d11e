using System.Text.Json.Nodes;
using EventEdge.Cli;
using EventEdge.Hosting.Process;

namespace EventEdge.Doctor.Checks;

/// <summary>Whether the node runs, is of this version, and what its own checks find.</summary>
internal sealed class NodeCheck : IDoctorCheck
{
    private const string Name = "node";

    public async Task<IReadOnlyList<Finding>> LookAsync(Patient patient, CancellationToken cancellation)
    {
        if (patient.Node is not { } node) return [new(Name, FindingState.Skipped, $"the node of {patient.Data} does not run")];
        JsonObject? status;
        try
        {
            status = await node.GetAsync("/api/status", NodeStatusJson.Default.JsonObject, cancellation);
        }
        catch (CommandFailure failed)
        {
            return [new(Name, FindingState.Failed, failed.Message, "give its token (--http-token-file), or start it again")];
        }

        return [Version(status), .. (status?["health"] as JsonArray ?? []).OfType<JsonObject>().Select(Of)];
    }

    private static Finding Version(JsonObject? status)
    {
        var theirs = (string?)status?["version"] ?? "of a version before it was told";
        return theirs == ProgramVersion.Text ? new("version", FindingState.Ok, $"node and command are {theirs}")
            : new("version", FindingState.Warning, $"the node is {theirs}, this command {ProgramVersion.Text}", "use the same on both "
                + "sides");
    }

    private static Finding Of(JsonObject entry)
    {
        var check = $"node: {(string?)entry["check"]}";
        return (string?)entry["state"] switch
        {
            "ok" => new(check, FindingState.Ok, "in order"),
            "degraded" => new(check, FindingState.Warning, (string?)entry["reason"] ?? "degraded", (string?)entry["advice"]),
            _ => new(check, FindingState.Failed, (string?)entry["reason"] ?? "failed", (string?)entry["advice"]),
        };
    }
}
