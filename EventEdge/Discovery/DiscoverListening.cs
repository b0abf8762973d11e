using EventEdge.Cli;
using EventEdge.EdgeBridge.Mqtt.External.Listening;
using EventEdge.FunctionDispatcher.Discovery.Messages;
using EventEdge.Listening;
using EventEdge.Nodes;

namespace EventEdge.Discovery;

/// <summary>
/// Listens until its time is over, nothing more can be taken, the broker ends the connection, or somebody interrupts it: what was heard
/// until then is what it has.
/// </summary>
internal sealed class DiscoverListening(Shell shell, NodeFactories factories, DiscoverPlan plan)
{
    private readonly Lock _gate = new();
    private readonly MessageRecording _recording = new();
    private readonly TaskCompletionSource _full = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private MessageWriter? _writer;

    /// <summary>Whether it was interrupted.</summary>
    public bool IsInterrupted { get; private set; }

    /// <summary>Listens.</summary>
    /// <exception cref="CommandFailure">The broker cannot be reached or refuses, or the messages cannot be written down.</exception>
    public async Task<MessageRecording> RunAsync(CancellationToken interrupted)
    {
        using var writer = plan.Record is { } file ? MessageWriter.Open(file, plan.Force) : null;
        _writer = writer;
        await using (var broker = await factories.ListenMqtt(plan.Broker!, Hear, interrupted))
        {
            foreach (var filter in plan.Filters) await broker.SubscribeAsync(filter, interrupted);
            await WaitAsync(broker, interrupted);
        }

        // What was still on its way comes to nobody.
        lock (_gate) _writer = null;
        return _recording;
    }

    private async Task WaitAsync(IMqttListening broker, CancellationToken interrupted)
    {
        using var progress = new ProgressLine(shell);
        var began = shell.Time.GetTimestamp();
        var over = Task.Delay(plan.Time, shell.Time, interrupted);
        while (true)
        {
            var tick = Task.Delay(TimeSpan.FromSeconds(1), shell.Time, interrupted);
            var first = await Task.WhenAny(over, broker.Ended, _full.Task, tick);
            if (interrupted.IsCancellationRequested)
            {
                IsInterrupted = true;
                return;
            }

            if (first == broker.Ended) await shell.Error.WriteLineAsync(
                $"eventedge: the broker ended the connection ({await broker.Ended}); what was heard until then is used");
            if (first != tick) return;
            progress.Show(() => Progress(shell.Time.GetElapsedTime(began)));
        }
    }

    private string Progress(TimeSpan elapsed)
    {
        lock (_gate)
        {
            var heard = $"{_recording.Messages:N0} messages on {_recording.TopicCount:N0} topics";
            return $"{elapsed.TotalSeconds:0} s of {plan.Time.TotalSeconds:0} s: {heard} (Ctrl+C ends it)";
        }
    }

    private void Hear(HeardMessage message)
    {
        lock (_gate)
        {
            var seen = new SeenMessage(message.Topic, message.Payload, shell.Time.GetUtcNow())
            {
                Qos = message.Qos,
                Retained = message.Retained
            };
            _writer?.Write(seen);
            if (!_recording.Add(seen)) _full.TrySetResult();
        }
    }
}
