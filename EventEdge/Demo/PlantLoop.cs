using EventEdge.Publishing;

namespace EventEdge.Demo;

/// <summary>Publishes what the plant's sensors send, twenty times a second, over real MQTT.</summary>
internal sealed class PlantLoop(Plant plant, IMqttSender sender, TimeProvider time)
{
    public static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(50);

    /// <summary>Messages handed to the broker.</summary>
    public long Sent { get; private set; }

    /// <summary>Runs until cancelled, then waits for every acknowledgement.</summary>
    /// <param name="began">First instant to publish.</param>
    /// <param name="stop">Ends the plant; not an error.</param>
    /// <param name="cancellation">Gives up waiting for acknowledgements.</param>
    public async Task RunAsync(DateTimeOffset began, CancellationToken stop, CancellationToken cancellation)
    {
        using var beat = new PeriodicTimer(Beat, time);
        var sentUpTo = began;
        while (await NextAsync(beat, stop))
        {
            var now = time.GetUtcNow();
            foreach (var message in plant.Between(sentUpTo, now))
            {
                await sender.SendAsync(message.Topic, message.Payload, message.Qos, retain: false, cancellation);
                Sent++;
            }

            sentUpTo = now;
        }

        await sender.FlushAsync(cancellation);
    }

    private static async Task<bool> NextAsync(PeriodicTimer beat, CancellationToken stop)
    {
        try
        {
            return await beat.WaitForNextTickAsync(stop);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
