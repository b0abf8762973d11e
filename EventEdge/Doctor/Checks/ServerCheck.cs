using System.Net.Sockets;
using EventEdge.Settings;

namespace EventEdge.Doctor.Checks;

/// <summary>Whether a server that the settings name can be reached. Whether it lets the node in, the node's own health says.</summary>
/// <param name="name">What it is.</param>
/// <param name="setting">The setting that names it.</param>
/// <param name="schemes">Its schemes with the ports that they mean.</param>
internal sealed class ServerCheck(string name, Setting setting, IReadOnlyDictionary<string, int> schemes) : IDoctorCheck
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    public async Task<IReadOnlyList<Finding>> LookAsync(Patient patient, CancellationToken cancellation)
    {
        if (patient.Settings.Text(setting) is null) return [new(name, FindingState.Skipped, $"{setting.Flag} names none")];
        var address = patient.Settings.Address(setting, $"{schemes.Keys.First()}://HOST", [.. schemes.Keys])!;
        var (host, port) = (address.Host, address.Port > 0 ? address.Port : schemes[address.Scheme]);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Limit);
        try
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(host, port, limit.Token);
            return [new(name, FindingState.Ok, $"{host}:{port} answers")];
        }
        catch (Exception failed) when (
            failed is SocketException || (failed is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            var reason = failed is SocketException ? failed.Message : $"no answer within {Limit.TotalSeconds} s";
            return [new(name, FindingState.Failed, $"{host}:{port} cannot be reached: {reason}", $"look whether it runs, or change "
                + $"{setting.Flag}")];
        }
    }
}
