namespace EventEdge.FunctionDispatcher.Routing;

/// <summary>A topic filter of a <see cref="TopicTrie{T}"/>, what it stands for, and what it captures.</summary>
/// <typeparam name="T">What a filter stands for.</typeparam>
public sealed class TopicEntry<T>
{
    internal TopicEntry(int index, string filter, T value)
    {
        Index = index;
        Filter = filter;
        Value = value;
        var levels = filter.Split('/');
        Captures = [.. levels.Index().Where(l => TopicLevel.IsCapture(l.Item)).Select(l => new TopicCapture(l.Item[1..^1], l.Index))];
    }

    /// <summary>The filter's place among those compiled.</summary>
    public int Index { get; }

    /// <summary>The filter as declared.</summary>
    public string Filter { get; }

    /// <summary>What it stands for.</summary>
    public T Value { get; }

    /// <summary>Its captures, from left to right.</summary>
    public IReadOnlyList<TopicCapture> Captures { get; }

    /// <summary>What a capture holds for a topic that matches, as a slice of it.</summary>
    public ReadOnlySpan<char> Capture(string topic, int capture) => TopicLevel.At(topic, Captures[capture].Level);
}

/// <summary>A named level of a topic filter.</summary>
/// <param name="Name">The name between the braces.</param>
/// <param name="Level">Which level, counted from 0.</param>
public readonly record struct TopicCapture(string Name, int Level);
