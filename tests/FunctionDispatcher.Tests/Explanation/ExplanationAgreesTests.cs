using CsCheck;
using EventEdge.FunctionDispatcher.Engine;
using EventEdge.FunctionDispatcher.Explanation;
using EventEdge.FunctionDispatcher.Observation;
using EventEdge.FunctionDispatcher.Pipeline;
using EventEdge.FunctionDispatcher.Tests.Engine;
using EventEdge.FunctionDispatcher.Tests.Workers;

namespace EventEdge.FunctionDispatcher.Tests.Explanation;

/// <summary>What an explanation says of a message is what the engine does with it, and saying it changes nothing.</summary>
public sealed class ExplanationAgreesTests
{
    private static readonly Gen<(int Device, int Shape, int Value, int Id, int Delay)[]> Histories =
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 9], Gen.Int[-60, 100], Gen.Int[0, 20], Gen.Int[-2, 30]).Array[1, 60];

    [Fact]
    public void The_stage_that_is_told_is_the_stage_where_the_event_ends() => Histories.Sample(
        history =>
        {
            var (watched, unwatched) = (new CollectingOutput(), new CollectingOutput());
            using var dispatcher = Some.Dispatcher(SharedBench.Bindings, watched);
            using var other = Some.Dispatcher(SharedBench.Bindings, unwatched);
            var ends = new Ends();
            dispatcher.Observers.Attach(ends);
            var sequence = 0;
            foreach (var one in history)
            {
                var message = Of(one, ++sequence);
                var explained = MessageExplainer.Explain(dispatcher, new(message.Topic, message.Payload, message.ReceivedAt));
                ends.Last.Clear();
                dispatcher.Dispatch(message);
                other.Dispatch(message);
                Compare(explained, ends.Last);
            }

            Assert.Equal(Text(unwatched), Text(watched));
            Assert.Equal(Sizes(other), Sizes(dispatcher));
        },
        iter: 60);

    private static void Compare(MessageExplanation explained, Dictionary<string, (Stage Stage, StageOutcome Outcome)> ends)
    {
        foreach (var binding in explained.Bindings.Where(each => each.Difference is null && ends.ContainsKey(each.Binding)))
        {
            var (stage, outcome) = ends[binding.Binding];
            // What the function and its results come to is told of this event alone.
            if (stage is Stage.Window or Stage.Invoke && outcome == StageOutcome.Passed)
                Assert.DoesNotContain(
                    binding.Stages.Where(each => each.Stage is not ("invoke" or "emit")).Select(each => $"{binding.Binding} "
                        + $"{each.Sentence}"),
                    _ => binding.End is { Outcome: not StageOutcome.Passed, Stage: not ("invoke" or "emit") });
            else Assert.Equal((binding.Binding, Snake(stage), outcome), (binding.Binding, binding.End!.Stage, binding.End.Outcome));
        }
    }

    private static string Snake(Stage stage) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(stage.ToString());

    private static InboundMessage Of((int Device, int Shape, int Value, int Id, int Delay) one, int ordinal)
    {
        var at = ordinal / 2.0;
        var time = Some.Noon.AddSeconds(at - one.Delay).ToUnixTimeMilliseconds();
        var payload = one.Shape switch
        {
            0 => "broken",
            1 => """{"temperature":30}""",
            _ => $$"""{"ts":{{time}},"temperature":{{one.Value}},"line":"l{{one.Id % 3}}","id":{{one.Id}}}""",
        };
        return Some.Message(payload, ordinal, $"d{one.Device}", at);
    }

    private static string Text(CollectingOutput output) => string.Join('\n', output.Points.Select(point => $"{point}"));

    private static IEnumerable<int> Sizes(Dispatcher dispatcher) => dispatcher.Save().Select(state => state.State.Length);

    private sealed class Ends : IStageObserver
    {
        public Dictionary<string, (Stage, StageOutcome)> Last { get; } = [];

        public void Observe(in StageObservation observation)
        {
            if (observation is { Binding: { } binding, Topic.Length: > 0, Stage: not Stage.Emit })
                Last[binding.Name] = (observation.Stage, observation.Result.Outcome);
        }
    }
}
