using System.Text;
using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Intake;
using EventEdge.FunctionDispatcher.Configuration.Files;
using EventEdge.FunctionDispatcher.Engine;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Pipeline;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventEdge.EdgeBridge.Tests.Intake;

/// <summary>The last step to the dispatcher: in order, whatever the size, and from memory of its own where it waits for others.</summary>
public sealed class MessageGathererTests
{
    private const string Bindings =
        """
        bindings:
          - name: each
            trigger: { mqtt: "t/#" }
            function: { builtin: threshold, with: { field: value, above: 0 } }
            emit: { measurement: each }
        """;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Messages_arrive_in_order_from_memory_that_is_used_again(int workers)
    {
        var output = new Output();
        using var dispatcher = Create(output, workers);
        var gatherer = new MessageGatherer(dispatcher);
        var buffer = new byte[8];
        for (var i = 1; i <= 5000; i++)
        {
            // Crossings alternate, so that each message has a result.
            var length = Encoding.UTF8.GetBytes(i % 2 == 0 ? "-1" : "1", buffer);
            gatherer.Take(new InboundMessage("t/a", buffer.AsMemory(0, length), DateTimeOffset.UnixEpoch.AddDays(20_000).AddSeconds(i), i));
            Array.Clear(buffer);
        }

        gatherer.Flush();
        Assert.Equal(Enumerable.Range(1, 5000).Select(i => (long)i), output.Cursors);
        Assert.Empty(output.DeadLetters);
    }

    [Fact]
    public void Large_messages_keep_their_place_among_small_ones()
    {
        var output = new Output();
        using var dispatcher = Create(output, workers: 2);
        var gatherer = new MessageGatherer(dispatcher);
        int[] sizes = [10, 700_000, 10, 700_000, 2_000_000, 10, 1 << 20, 10];
        for (var i = 0; i < sizes.Length; i++)
        {
            gatherer.Take(new InboundMessage("t/a", new byte[sizes[i]], DateTimeOffset.UnixEpoch.AddDays(20_000), i + 1));
        }

        gatherer.Flush();
        gatherer.Flush();
        Assert.Equal(
            sizes.Select((size, i) => (i + 1L, Math.Min(size, DeadLetter.PayloadLimit))),
            output.DeadLetters.Select(deadLetter => (deadLetter.Sequence, deadLetter.Payload.Length)));
    }

    [Fact]
    public void What_failed_is_not_handed_over_again()
    {
        var output = new Output { Fails = true };
        using var dispatcher = Create(output, workers: 2);
        var gatherer = new MessageGatherer(dispatcher);
        gatherer.Take(new InboundMessage("t/a", "1"u8.ToArray(), DateTimeOffset.UnixEpoch.AddDays(20_000), 1));
        Assert.Throws<IOException>(gatherer.Flush);
        output.Fails = false;
        gatherer.Flush();
        Assert.Empty(output.Cursors);
    }

    private static Dispatcher Create(Output output, int workers)
    {
        var options = new DispatcherOptions { Node = "n", Workers = workers };
        var dispatcher = new Dispatcher(new BindingFactory(options, output, TimeProvider.System, NullLogger.Instance));
        dispatcher.Apply(BindingsFile.Parse(Bindings, "bindings.yaml").Config!);
        return dispatcher;
    }

    private sealed class Output : IDispatchOutput
    {
        public bool Fails { get; set; }

        public List<long> Cursors { get; } = [];

        public List<DeadLetter> DeadLetters { get; } = [];

        public void Commit(BindingIdentity binding, long cursor, DeliveryClass priority, IReadOnlyList<Point> points)
        {
            if (Fails) throw new IOException();
            Cursors.Add(cursor);
        }

        public void PublishLocal(LocalMessage message)
        {
        }

        public void DeadLetter(DeadLetter deadLetter) => DeadLetters.Add(deadLetter);
    }
}
