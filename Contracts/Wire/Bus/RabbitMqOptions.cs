namespace EventEdge.Contracts.Bus;

/// <summary>Where RabbitMQ is and who we are there; the same on both sides.</summary>
public sealed record RabbitMqOptions
{
    /// <summary>Broker address: <c>amqp://host:port/virtual-host</c>, or <c>amqps</c> for TLS. Default the local broker.</summary>
    public Uri Uri { get; init; } = new("amqp://127.0.0.1:5672/");

    /// <summary>User name. Default <c>guest</c>, which RabbitMQ accepts on loopback only.</summary>
    public string User { get; init; } = "guest";

    /// <summary>File whose first line is the password; null takes <c>guest</c>.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>Partitions of each class; both sides must agree. Default 2.</summary>
    public int Partitions { get; init; } = 2;

    /// <summary>The password, read anew each time so that it can be rotated.</summary>
    public string ReadPassword() => PasswordFile is null ? "guest" : File.ReadLines(PasswordFile).FirstOrDefault(string.Empty).Trim();
}
