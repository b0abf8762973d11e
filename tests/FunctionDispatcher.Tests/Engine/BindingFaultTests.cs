using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Pipeline.Lifecycle;

namespace EventEdge.FunctionDispatcher.Tests.Engine;

/// <summary>A defect names the binding and the position it was found at, so that the next start need not run into it again.</summary>
public sealed class BindingFaultTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_defect_names_its_binding_and_position(int workers)
    {
        using var dispatcher = Some.Dispatcher(Some.Stats, new BrokenOutput(new InvalidOperationException("broken")), workers: workers);
        var messages = Enumerable.Range(1, 100).Select(i => Some.Reading(i, 20, i)).ToArray();

        var fault = Assert.Throws<BindingFaultException>(() => dispatcher.DispatchAll(messages));

        Assert.Equal(("press", 12), (fault.Binding.Name, fault.Position));
        Assert.Contains("broken", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_disk_that_takes_nothing_and_the_end_of_the_loop_are_no_defects_of_a_binding()
    {
        foreach (var error in (Exception[])[new IOException("full"), new OperationCanceledException()])
        {
            using var dispatcher = Some.Dispatcher(Some.Stats, new BrokenOutput(error));
            dispatcher.Dispatch(Some.Reading(1, 20, 1));
            Assert.Same(error, Record.Exception(() => dispatcher.Dispatch(Some.Reading(60, 20, 2))));
        }
    }

    private sealed class BrokenOutput(Exception error) : IDispatchOutput
    {
        public void Commit(BindingIdentity binding, long cursor, DeliveryClass priority, IReadOnlyList<Point> points) => throw error;

        public void PublishLocal(LocalMessage message)
        {
        }

        public void DeadLetter(DeadLetter deadLetter)
        {
        }
    }
}
