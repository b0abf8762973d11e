using EventEdge.Contracts.Faults;
using EventEdge.Hosting.Health;

namespace EventEdge.CloudIngest.Consumers;

/// <summary>Whether frames can come in, and why not; read from other threads.</summary>
internal sealed class BusStatus(TimeProvider time)
{
    private const string Silent = "it has not answered yet";

    /// <summary>How long a bus may take to answer for the first time: a node that has just started is not unwell.</summary>
    public static readonly TimeSpan StartGrace = TimeSpan.FromSeconds(10);

    private readonly long _began = time.GetTimestamp();
    private volatile string? _error = Silent;

    /// <summary>The bus as a person names it, such as <c>RabbitMQ at 127.0.0.1:5672</c>.</summary>
    public required string Name { get; init; }

    /// <summary>As the health check <c>bus</c>: frames then wait at the edges and in RabbitMQ.</summary>
    public HealthProblem? Problem => _error is { } error && (error != Silent || time.GetElapsedTime(_began) >= StartGrace)
        ? new(HealthLevel.Degraded,
            error.StartsWith(Name, StringComparison.Ordinal) ? $"no frames come in: {error}" : $"no frames come in from {Name}: {error}",
            "look whether the bus runs and can be reached from here; the node tries again by itself, and nothing is lost meanwhile")
        : null;

    /// <summary>Every queue is listened to.</summary>
    public void Up() => _error = null;

    /// <summary>What went wrong, in one sentence of ours.</summary>
    public string InWords(Exception error) => Outage.InWords(error, Name, "--rabbitmq-user and --rabbitmq-password-file");

    /// <summary>At least one queue is not listened to.</summary>
    public void Down(string error) => _error = error.ReplaceLineEndings(" ");
}
