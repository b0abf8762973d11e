using EventEdge.Contracts.Bus;
using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Outbox;
using EventEdge.EdgeBridge.Storage.Files;
using EventEdge.EdgeBridge.Uplink;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventEdge.CloudIngest.Tests.Support;

/// <summary>An edge's outbox on a disk that can be copied, restored and wiped, with the real uplink in front of it.</summary>
internal sealed class EdgeDisk : IAsyncDisposable
{
    private static readonly BindingIdentity Binding = new("press_temperature", "00000000000000ff");

    private readonly ResultOutbox _outbox;
    private readonly Pipeline _pipeline;
    private long _cursor;

    private EdgeDisk(ResultOutbox outbox, Pipeline pipeline) => (_outbox, _pipeline) = (outbox, pipeline);

    public Guid Epoch => _outbox.Epoch;

    public IReadOnlyList<NumberingNote> Notes => _outbox.NumberingNotes;

    public static async Task<EdgeDisk> StartAsync(string directory, RabbitMqOptions broker, int framePoints = 500)
    {
        var outbox = Open(directory);
        return new(outbox, await Pipeline.StartAsync(outbox, Pipeline.EdgeOver(broker) with { FramePointLimit = framePoints }));
    }

    /// <summary>Together with a cloud in the same process, as <c>eventedge up</c> runs them.</summary>
    public static async Task<EdgeDisk> StartWithCloudAsync(string directory, string cloud)
    {
        var (outbox, uplink) = (Open(directory), new UplinkOptions { Node = "edge-1" });
        return new(outbox, await Pipeline.StartAsync(outbox, uplink, new() { DataDirectory = cloud }));
    }

    private static ResultOutbox Open(string directory) =>
        ResultOutbox.Open(new() { Directory = directory }, PhysicalLogFiles.Instance, TimeProvider.System, NullLogger.Instance);

    /// <summary>Commits records of a point each, windows from a number on; completes when the bus has confirmed them.</summary>
    public async Task SendAsync(int firstWindow, int records, string device = "press-1")
    {
        for (var window = firstWindow; window < firstWindow + records; window++)
            _outbox.Commit(Binding, ++_cursor, DeliveryClass.Normal, [Some.Point(window, device: device)]);
        await Eventually.IsTrue(() => _outbox.Depth.Records == 0, "the results have left");
    }

    /// <summary>
    /// The first part of a commit that takes several records leaves, and no more is on the disk: the process ends between two of them.
    /// </summary>
    public async Task SendPartAsync(int firstWindow, int points)
    {
        _outbox.Commit(Binding, 0, DeliveryClass.Normal, [.. Enumerable.Range(firstWindow, points).Select(window => Some.Point(window))]);
        await Eventually.IsTrue(() => _outbox.Depth.Records == 0, "the part has left");
    }

    public static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)), overwrite: true);
        foreach (var folder in Directory.EnumerateDirectories(from)) Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
    }

    public static void Restore(string from, string to)
    {
        Directory.Delete(to, recursive: true);
        Copy(from, to);
    }

    public async ValueTask DisposeAsync()
    {
        await _pipeline.DisposeAsync();
        await _outbox.DisposeAsync();
    }
}
