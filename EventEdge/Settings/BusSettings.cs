using EventEdge.Contracts.Bus;
using EventEdge.EdgeBridge.Uplink;

namespace EventEdge.Settings;

/// <summary>Reads how to reach RabbitMQ.</summary>
internal static class BusSettings
{
    public static RabbitMqOptions RabbitMq(ResolvedSettings settings)
    {
        var options = new RabbitMqOptions();
        settings.Secret(KnownSettings.RabbitMqPasswordFile);
        return options with
        {
            Uri = settings.Address(KnownSettings.RabbitMq, "amqp://127.0.0.1:5672", [.. UplinkRegistration.Schemes]) ?? options.Uri,
            User = settings.Text(KnownSettings.RabbitMqUser) ?? options.User,
            PasswordFile = settings.Text(KnownSettings.RabbitMqPasswordFile) ?? options.PasswordFile,
        };
    }
}
