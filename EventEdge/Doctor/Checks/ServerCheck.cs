using System.Net.Sockets;
using EventEdge.Settings;

namespace EventEdge.Doctor.Checks;

/// <summary>Whether a server that the settings name can be reached. Whether it lets the node in, the node's own health says.</summary>
/// <param name="name">What it is.</param>
/// <param name="setting">The setting that names it.</param>
/// <param name="port">Its port where the address has none.</param>
/// <param name="securePort">The same over TLS, which the end of the scheme says.</param>
internal sealed class ServerCheck(string name, Setting setting, int port, int securePort) : IDoctorCheck
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    public async Task<IReadOnlyList<Finding>> LookAsync(Patient patient, CancellationToken cancellation)
    {
        if (patient.Settings.Text(setting) is not { } text) return [new(name, FindingState.Skipped, $"{setting.Flag} names none")];
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Host.Length == 0)
            return [new(name, FindingState.Failed, $"{setting.Flag}: what it names is no address", $"write it as {setting.ValueName}")];
        var host = address.Host;
        var at = address.Port > 0 ? address.Port : address.Scheme.EndsWith('s') ? securePort : port;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Limit);
        try
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(host, at, limit.Token);
            return [new(name, FindingState.Ok, $"{host}:{at} answers")];
        }
        catch (Exception failed) when (
            failed is SocketException || (failed is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            var reason = failed is SocketException ? failed.Message : $"no answer within {Limit.TotalSeconds} s";
            return [new(name, FindingState.Failed, $"{host}:{at} cannot be reached: {reason}", $"look whether it runs, or change "
                + $"{setting.Flag}")];
        }
    }
}
