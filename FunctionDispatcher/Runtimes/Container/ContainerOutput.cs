using System.Text;
using Docker.DotNet;
using EventEdge.FunctionDispatcher.Runtimes.Container.Engines;

namespace EventEdge.FunctionDispatcher.Runtimes.Container;

/// <summary>
/// Reads what a container writes, no faster than <see cref="RateLimit"/>: beyond it the container waits for its own writes, and neither the
/// engine nor the node is kept busy by a flood.
/// </summary>
internal sealed class ContainerOutput(ErrorTail tail, TimeProvider time)
{
    /// <summary>Most bytes read in a second.</summary>
    public const int RateLimit = 256 * 1024;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();

    /// <summary>Reads to the end, which comes when the container has ended.</summary>
    public async Task FollowAsync(MultiplexedStream output, CancellationToken cancellation)
    {
        var bytes = new byte[16 * 1024];
        var characters = new char[bytes.Length];
        var (since, read) = (time.GetTimestamp(), 0);
        try
        {
            while (await output.ReadOutputAsync(bytes, 0, bytes.Length, cancellation).ConfigureAwait(false) is { EOF: false } part)
            {
                tail.Take(characters.AsSpan(0, _decoder.GetChars(bytes.AsSpan(0, part.Count), characters, flush: false)));
                read += part.Count;
                if (read < RateLimit) continue;
                var rest = Second - time.GetElapsedTime(since);
                if (rest > TimeSpan.Zero) await Task.Delay(rest, time, cancellation).ConfigureAwait(false);
                (since, read) = (time.GetTimestamp(), 0);
            }
        }
        catch (Exception error) when (ContainerErrors.IsExpected(error))
        {
            // The engine has gone, or the container with its output.
        }
        finally
        {
            tail.Finish();
        }
    }
}
