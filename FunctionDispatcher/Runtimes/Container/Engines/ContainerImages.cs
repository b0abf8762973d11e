using Docker.DotNet;
using Docker.DotNet.Models;
using EventEdge.FunctionDispatcher.Functions;
using Microsoft.Extensions.Logging;

namespace EventEdge.FunctionDispatcher.Runtimes.Container.Engines;

/// <summary>
/// The images on the machine. A fetch goes on whoever still waits for it, once for each image at a time; one that failed is not tried
/// again at once, so that a node without a connection does not ask for one all day.
/// </summary>
internal sealed class ContainerImages(TimeProvider time, ILogger logger, CancellationToken stop)
{
    /// <summary>How long a fetch that failed is not tried again.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    /// <summary>Longest a fetch may take.</summary>
    public static readonly TimeSpan FetchLimit = TimeSpan.FromHours(1);

    private readonly Lock _fetching = new();
    private readonly Dictionary<string, (Task<string?> Fetch, long Since)> _fetches = new(StringComparer.Ordinal);

    /// <summary>What the machine knows of an image, which is fetched first where the binding says so.</summary>
    /// <param name="client">The engine.</param>
    /// <param name="image">Its name.</param>
    /// <param name="pull">When it is fetched.</param>
    /// <param name="isFirst">Whether the binding has only started.</param>
    /// <param name="cancellation">Ends the wait, not the fetch.</param>
    /// <exception cref="FunctionUnusableException">It is not there and cannot be fetched.</exception>
    public async Task<ImageInspectResponse> FindAsync(
        DockerClient client, string image, ImagePull pull, bool isFirst, CancellationToken cancellation)
    {
        var refusal = pull == ImagePull.Always && isFirst ? await FetchAsync(client, image, cancellation).ConfigureAwait(false) : null;
        if (await InspectAsync(client, image, cancellation).ConfigureAwait(false) is { } there) return there;
        if (pull == ImagePull.Never)
            throw new FunctionUnusableException(
                $"image '{image}' is not on this machine; load it with 'docker load', or let it be fetched with pull: missing");
        refusal ??= await FetchAsync(client, image, cancellation).ConfigureAwait(false);
        return await InspectAsync(client, image, cancellation).ConfigureAwait(false)
            ?? throw new FunctionUnusableException(
                $"image '{image}' is not on this machine and could not be fetched ({refusal ?? "it is not where its name says"}); "
                    + "load it with 'docker load', or see to its name and the connection");
    }

    private static async Task<ImageInspectResponse?> InspectAsync(DockerClient client, string image, CancellationToken cancellation)
    {
        try
        {
            return await client.Images.InspectImageAsync(image, cancellation).ConfigureAwait(false);
        }
        catch (DockerImageNotFoundException)
        {
            return null;
        }
    }

    private Task<string?> FetchAsync(DockerClient client, string image, CancellationToken cancellation)
    {
        Task<string?> fetch;
        lock (_fetching)
        {
            var isRecent = _fetches.TryGetValue(image, out var last)
                && (!last.Fetch.IsCompleted || time.GetElapsedTime(last.Since) < Pause);
            fetch = isRecent ? last.Fetch : Task.Run(() => FetchOnceAsync(client, image));
            if (!isRecent) _fetches[image] = (fetch, time.GetTimestamp());
        }

        return fetch.WaitAsync(cancellation);
    }

    /// <summary>Why it could not be fetched; null when it was.</summary>
    private async Task<string?> FetchOnceAsync(DockerClient client, string image)
    {
        ContainerTelemetry.Fetching(logger, image);
        using var limit = new CancellationTokenSource(FetchLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        string? refusal = null;
        try
        {
            var progress = new Sink(message => refusal = message.Error?.Message ?? refusal);
            await client.Images.CreateImageAsync(Named(image), new AuthConfig(), progress, either.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (ContainerErrors.IsExpected(error))
        {
            refusal = ContainerErrors.Sentence(error);
        }

        if (refusal is not null) ContainerTelemetry.FetchFailed(logger, image, refusal);
        return refusal;
    }

    // Without a tag an engine would fetch all of them.
    private static ImagesCreateParameters Named(string image)
    {
        var isTagged = image.Contains('@', StringComparison.Ordinal) || image.LastIndexOf(':') > image.LastIndexOf('/');
        return new() { FromImage = isTagged ? image : $"{image}:latest" };
    }

    private sealed class Sink(Action<JSONMessage> take) : IProgress<JSONMessage>
    {
        public void Report(JSONMessage value) => take(value);
    }
}
