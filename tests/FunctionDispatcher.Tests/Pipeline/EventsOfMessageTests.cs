using CsCheck;
using EventEdge.FunctionDispatcher.Pipeline;
using EventEdge.FunctionDispatcher.Tests.Engine;
using static EventEdge.FunctionDispatcher.Tests.Pipeline.Batches;

namespace EventEdge.FunctionDispatcher.Tests.Pipeline;

/// <summary>
/// One message, any number of events: what becomes of them is what would have become of a message for each, and a crash between messages
/// changes nothing.
/// </summary>
public sealed class EventsOfMessageTests
{
    [Fact]
    public void A_message_of_many_events_gives_what_messages_of_one_give() =>
        One.Where(batch => !batch.IsBroken).Array[1, 60].Sample(
            batches =>
            {
                var (many, single) = (new CollectingOutput(), new CollectingOutput());
                using var together = Dispatcher(many);
                using var apart = Dispatcher(single);
                var (now, position) = (0.0, 0);
                for (var i = 0; i < batches.Length; i++)
                {
                    now += batches[i].Step;
                    var lines = Lines(batches[i].Readings, now);
                    together.Dispatch(Some.Message(Text(lines), i + 1, receivedSeconds: now));
                    foreach (var line in lines) apart.Dispatch(Some.Message(line, ++position, receivedSeconds: now));
                }

                // Ids are made of positions, which are others here.
                Assert.Equal(OfEach(single), OfEach(many));
                Assert.Equal(
                    single.DeadLetters.Select(l => (l.Binding, l.Stage, l.Reason)).OrderBy(l => l.Binding),
                    many.DeadLetters.Select(l => (l.Binding, l.Stage, l.Reason)).OrderBy(l => l.Binding));
                Assert.Equal(apart.Bindings.Select(b => EventsOf(b.Counters)), together.Bindings.Select(b => EventsOf(b.Counters)));
            },
            iter: 200);

    [Fact]
    public void Replay_from_any_checkpoint_gives_the_same_results_dead_letters_and_counters_as_no_crash() =>
        Gen.Select(One.Array[1, 60], Gen.Double.Unit, Gen.Double.Unit).Sample(
            (batches, checkpointAt, crashAt) =>
            {
                var history = History(batches);
                var checkpoint = (int)(checkpointAt * history.Length);
                var crash = checkpoint + (int)(crashAt * (history.Length - checkpoint));

                var expected = new CollectingOutput();
                using var uninterrupted = Dispatcher(expected);
                Feed(uninterrupted, history);

                var actual = new CollectingOutput();
                IReadOnlyList<BindingState> states;
                using (var before = Dispatcher(actual))
                {
                    Feed(before, history[..checkpoint]);
                    states = before.Save();
                    Feed(before, history[checkpoint..crash]);
                }

                using var restarted = Dispatcher(actual);
                var from = restarted.Restore(states, actual.CursorOf, 0);
                Feed(restarted, history[((int)from - 1)..]);

                Assert.Equal(expected.Lines.Order(), actual.Lines.Order());
                Assert.Equal(Identities(expected), Identities(actual).Distinct());
                Assert.Equal(expected.DeadLetters.Count, Identities(expected).Distinct().Count());
                Assert.Equal(
                    uninterrupted.Bindings.Select(b => EventsOf(b.Counters)), restarted.Bindings.Select(b => EventsOf(b.Counters)));
                Assert.Equal(
                    uninterrupted.Bindings.Select(b => MessagesOf(b.Counters)), restarted.Bindings.Select(b => MessagesOf(b.Counters)));
            },
            iter: 200);

    [Fact]
    public void Any_number_of_workers_gives_the_same() =>
        Gen.Select(One.Array[70, 150], Gen.Int[2, 4]).Sample(
            (batches, workers) =>
            {
                const string single =
                    """


                      - name: single
                        trigger: { mqtt: "plant/{site}/press/{device}" }
                        window: { tumbling: 5s, group_by: [device] }
                        function: { builtin: count }
                        emit: { measurement: single }
                    """;
                var history = History(batches);
                var (one, several) = (new CollectingOutput(), new CollectingOutput());
                using var alone = Dispatcher(one, Bindings + single);
                using var shared = Dispatcher(several, Bindings + single, workers);
                Feed(alone, history);
                shared.DispatchAll(history);

                Assert.Equal(one.Lines, several.Lines);
                Assert.Equal(Identities(one), Identities(several));
                Assert.Equal(
                    StatesOf(alone), StatesOf(shared));
            },
            iter: 60);
}
