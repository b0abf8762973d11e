using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Recovery;
using EventEdge.FunctionDispatcher.Configuration.Files;
using EventEdge.FunctionDispatcher.Engine;
using EventEdge.FunctionDispatcher.Outputs;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.EdgeBridge.Tests.Calls;

public sealed class DrainLimitTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_call_that_never_ends_holds_a_change_up_for_its_limit_and_no_longer()
    {
        var output = new DeadLetters();
        var source = new ConfigurationSource(NullLogger<ConfigurationSource>.Instance);
        using var dispatcher = new Dispatcher(
            new BindingFactory(new() { Node = "n" }, output, new FakeTimeProvider(Noon), NullLogger.Instance));
        dispatcher.Apply(Parse("hung", "process: \"false\"").Config!);
        dispatcher.Dispatch(new("plant/a", "{}"u8.ToArray(), Noon, 1));

        var next = Parse("next", "builtin: pass");
        source.Offer(next);

        Assert.Null(source.TryApply(dispatcher, Noon));
        Assert.True(dispatcher.IsChanging);
        Assert.Null(source.TryApply(dispatcher, Noon + ConfigurationSource.DrainLimit - TimeSpan.FromTicks(1)));
        Assert.Equal(next.Text, source.TryApply(dispatcher, Noon + ConfigurationSource.DrainLimit));
        Assert.Equal("next", Assert.Single(dispatcher.Bindings).Identity.Name);
        Assert.Equal("the binding was changed before its function had answered", Assert.Single(output.Kept).Reason);
    }

    private static BindingsResult Parse(string name, string function) => BindingsFile.Parse(
        $$"""
        bindings:
          - name: {{name}}
            trigger: { mqtt: "plant/{device}" }
            function: { {{function}} }
        """,
        "bindings.yaml");

    private sealed class DeadLetters : IDispatchOutput
    {
        public List<DeadLetter> Kept { get; } = [];

        public void Commit(BindingIdentity binding, long cursor, DeliveryClass priority, IReadOnlyList<Point> points)
        {
        }

        public void PublishLocal(LocalMessage message)
        {
        }

        public void DeadLetter(DeadLetter deadLetter) => Kept.Add(deadLetter);
    }
}
