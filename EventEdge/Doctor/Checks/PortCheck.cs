using EventEdge.Nodes;
using EventEdge.Settings;
using EventEdge.Settings.Values;

namespace EventEdge.Doctor.Checks;

/// <summary>Whether the ports that a node would listen at are free, or its own.</summary>
internal sealed class PortCheck : IDoctorCheck
{
    private const string Name = "ports";

    public Task<IReadOnlyList<Finding>> LookAsync(Patient patient, CancellationToken cancellation)
    {
        List<Finding> findings = [Of(patient, "HTTP", patient.Settings.Address(KnownSettings.Http, "127.0.0.1:8080"), KnownSettings.Http)];
        if (patient.Settings.Text(KnownSettings.Broker) is null)
            findings.Add(Of(patient, "MQTT", patient.Settings.Address(KnownSettings.Mqtt, "127.0.0.1:1883"), KnownSettings.Mqtt));
        return Task.FromResult<IReadOnlyList<Finding>>(findings);
    }

    private static Finding Of(Patient patient, string what, HostPort address, Setting setting)
    {
        if (address.Port == 0 || FreePort.Prefer(address.Port) == address.Port) return new(Name, FindingState.Ok, $"{what} {address} is "
            + "free");
        return patient.Node is not null ? new(Name, FindingState.Ok, $"{what} {address} is in use, and the node runs")
            : new(Name, FindingState.Failed, $"{what} cannot listen at {address}: something else does",
                $"stop it, or choose another port ({setting.Flag})");
    }
}
