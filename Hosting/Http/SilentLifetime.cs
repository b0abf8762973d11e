using Microsoft.Extensions.Hosting;

namespace EventEdge.Hosting.Http;

/// <summary>Leaves signals to the command: the web host neither prints a banner nor answers Ctrl+C by itself.</summary>
internal sealed class SilentLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
