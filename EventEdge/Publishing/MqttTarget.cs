using EventEdge.Cli;
using EventEdge.EdgeBridge.Mqtt;
using EventEdge.Settings;
using EventEdge.Settings.Values;

namespace EventEdge.Publishing;

/// <summary>An MQTT broker to send to.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="Login">Who we are there; null to be nobody.</param>
internal sealed record MqttTarget(HostPort Address, MqttLogin? Login = null)
{
    public static MqttTarget From(ResolvedSettings settings)
    {
        var user = settings.Text(KnownSettings.MqttUser);
        if (user is null && settings.Text(KnownSettings.MqttPasswordFile) is not null)
            throw CommandFailure.BadInput(
                $"{KnownSettings.MqttPasswordFile.Flag} needs {KnownSettings.MqttUser.Flag}: a password is somebody's");
        var password = settings.Secret(KnownSettings.MqttPasswordFile);
        return new(settings.Address(KnownSettings.MqttTarget, "127.0.0.1:1883"), user is null ? null : new(user, password ?? string.Empty));
    }
}
