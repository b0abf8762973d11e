using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Expressions.Syntax;

namespace EventEdge.FunctionDispatcher.Expressions.Functions;

/// <summary>What is known of the message besides its fields.</summary>
internal static class EventFunctions
{
    public static readonly IReadOnlyList<ExpressionFunction> All =
    [
        new(
            "topic", StaticType.Text, [StaticType.Number], "topic(n)",
            "level n of the topic, from 0, -1 the last; the whole topic where no level is given", Topic) { Optional = 1 },
        new(
            "payload_size", StaticType.Number, [], "payload_size()", "the length of the payload in bytes",
            (_, _) => (Func<EdgeEvent, double>)(e => e.Payload.Length)),
    ];

    private static Delegate Topic(IExpressionCompiler compiler, IReadOnlyList<Node> arguments)
    {
        if (arguments.Count == 0) return (Func<EdgeEvent, string?>)(e => e.Topic);
        var level = compiler.Number(arguments[0]);
        return (Func<EdgeEvent, string?>)(
            e => level(e) is >= short.MinValue and <= short.MaxValue and var n ? Level(e.Topic, (int)n) : null);
    }

    private static string? Level(string topic, int level)
    {
        if (level < 0) level += topic.AsSpan().Count('/') + 1;
        foreach (var range in topic.AsSpan().Split('/'))
        {
            if (level-- == 0) return topic[range];
        }

        return null;
    }
}
