namespace EventEdge.FunctionDispatcher.Tests.Engine;

/// <summary>Windows are kept by what the tags of their points show: two of them never write one point.</summary>
public sealed class WindowKeyTests
{
    private const string Bindings =
        """
        bindings:
          - name: press
            trigger: { mqtt: "plant/{site}/press/{device}" }
            event_time: { field: ts, out_of_order: 0s }
            window: { tumbling: 10s, group_by: [id] }
            function: { builtin: count }
            emit: { measurement: press }
        """;

    private readonly CollectingOutput _output = new();

    [Theory]
    [InlineData("12", "\"12\"", 1)]
    [InlineData("true", "\"true\"", 1)]
    [InlineData("1e20", "\"100000000000000000000\"", 1)]
    [InlineData("0.5", "\"0.5\"", 1)]
    [InlineData("9007199254740993", "\"9007199254740993\"", 1)]
    [InlineData("null", "\"\"", 1)]
    [InlineData("12", "12.5", 2)]
    [InlineData("9007199254740993", "9007199254740992", 2)]
    public void Values_of_one_text_are_one_key(string one, string other, int keys)
    {
        foreach (var workers in new[] { 1, 3 })
        {
            _output.Points.Clear();
            using var dispatcher = Some.Dispatcher(Bindings, _output, workers: workers);
            var messages = new[] { one, other, one, other, "\"end\"" }
                .Select((id, second) => Some.Message($$"""{"ts":"2026-03-01T12:00:{{second:00}}Z","id":{{id}}}""", receivedSeconds: second))
                .Append(Some.Message("""{"ts":"2026-03-01T12:00:30Z","id":"end"}""", receivedSeconds: 30))
                .Append(Some.Message($$"""{"ts":"2026-03-01T12:00:31Z","id":{{one}}}""", receivedSeconds: 31))
                .Append(Some.Message($$"""{"ts":"2026-03-01T12:00:31Z","id":{{other}}}""", receivedSeconds: 31));
            foreach (var message in messages) dispatcher.Dispatch(message);

            var points = _output.Points.Select(p => p.Point).Where(p => p.Tags.All(tag => tag.Value != "end")).ToList();
            Assert.Equal(keys, points.Count);
            Assert.Equal(4, points.Sum(p => p.Fields[0].Value.AsNumber));
            Assert.Equal(keys, points.Select(p => string.Join(',', p.Tags)).Distinct().Count());
        }
    }
}
