using System.Threading.Channels;
using EventEdge.Contracts.Frames.Codec;

namespace EventEdge.Contracts.Bus;

/// <summary>
/// The way from an edge to a cloud ingest in the same process: a bounded channel, on which whoever sends waits for whoever takes. It keeps
/// nothing: a frame that nobody answered for is the sender's to send again. Any number of senders, one taker.
/// </summary>
public sealed class LocalBus
{
    /// <summary>The scheme of addresses that mean this process.</summary>
    public const string Scheme = "local";

    /// <summary>Most frames that wait to be taken; who sends more waits.</summary>
    public const int FrameLimit = 16;

    private readonly Channel<LocalFrame> _frames = Channel.CreateBounded<LocalFrame>(
        new BoundedChannelOptions(FrameLimit) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    /// <summary>The address that means this process.</summary>
    public static Uri Address { get; } = new($"{Scheme}:ingest");

    /// <summary>Frames to take.</summary>
    public ChannelReader<LocalFrame> Frames => _frames.Reader;

    /// <summary>Sends a frame; completes when the taker has answered for it, with the number of its points.</summary>
    /// <param name="body">The bytes of the frame (<see cref="FrameBody"/>).</param>
    /// <param name="cancellation">Ends the wait; the frame may be stored all the same.</param>
    /// <exception cref="Exception">What the taker has answered instead; nothing counts as stored.</exception>
    public async Task<int> SendAsync(byte[] body, CancellationToken cancellation)
    {
        var frame = new LocalFrame(body);
        await _frames.Writer.WriteAsync(frame, cancellation).ConfigureAwait(false);
        return await frame.Answer.WaitAsync(cancellation).ConfigureAwait(false);
    }
}

/// <summary>A frame on the <see cref="LocalBus"/>, to be answered once.</summary>
/// <param name="body">Its bytes.</param>
public sealed class LocalFrame(byte[] body)
{
    private readonly TaskCompletionSource<int> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Its bytes.</summary>
    public byte[] Body => body;

    internal Task<int> Answer => _answer.Task;

    /// <summary>The store has it.</summary>
    /// <param name="points">Points in it, duplicates and dead letters included.</param>
    public void Stored(int points) => _answer.TrySetResult(points);

    /// <summary>The store has not taken it: it is to be sent again.</summary>
    public void Failed(Exception error) => _answer.TrySetException(error);
}
