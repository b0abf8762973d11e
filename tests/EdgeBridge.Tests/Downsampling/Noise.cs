using System.Security.Cryptography;
using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Outbox;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.EdgeBridge.Tests.Downsampling;

/// <summary>Results that neither merge nor compress: each is its number, and a text that says nothing.</summary>
internal sealed class Noise(ResultOutbox outbox, string name)
{
    private const int Bytes = 300;

    public BindingIdentity Binding { get; } = new(name, "00112233aabbccdd");

    /// <summary>Results committed.</summary>
    public int Committed { get; private set; }

    public static bool Is(Point point) => point.Measurement == "noise";

    /// <summary>The numbers of the results among the points, in order.</summary>
    public static IEnumerable<int> Numbers(IEnumerable<Point> points) =>
        points.Where(Is).Select(point => (int)(point.Time - DateTimeOffset.UnixEpoch).TotalSeconds);

    public void Commit(DeliveryClass deliveryClass, CancellationToken cancellation)
    {
        var point = new Point
        {
            Measurement = "noise",
            Tags = [],
            Fields = [new("text", Convert.ToBase64String(RandomNumberGenerator.GetBytes(Bytes)))],
            Time = DateTimeOffset.UnixEpoch.AddSeconds(Committed + 1),
        };
        outbox.Commit(Binding, Committed + 1, deliveryClass, [point], cancellation);
        Committed++;
    }

    /// <summary>Commits until nothing more goes in.</summary>
    public async Task FillAsync(DeliveryClass deliveryClass, CancellationToken cancellation)
    {
        while (true)
        {
            await outbox.FlushAsync(cancellation);
            if (outbox.IsFull)
            {
                await outbox.RelieveAsync();
                // Now that no pass is under way none holds room for a moment.
                if (outbox.IsFull) return;
            }

            Commit(deliveryClass, cancellation);
        }
    }
}
