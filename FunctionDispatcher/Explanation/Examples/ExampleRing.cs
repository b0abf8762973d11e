namespace EventEdge.FunctionDispatcher.Explanation.Examples;

/// <summary>The newest examples, so many; the oldest makes room.</summary>
internal sealed class ExampleRing(int limit, ExampleBytes bytes)
{
    private readonly Queue<OutcomeExample> _examples = new();

    public void Add(OutcomeExample example)
    {
        if (_examples.Count == limit) bytes.Give(_examples.Dequeue());
        _examples.Enqueue(example);
        bytes.Take(example);
    }

    public IReadOnlyList<OutcomeExample> All() => [.. _examples];

    public void Clear()
    {
        while (_examples.TryDequeue(out var example)) bytes.Give(example);
    }
}

/// <summary>The bytes that payloads take; one that two rings hold counts for both.</summary>
internal sealed class ExampleBytes(int limit)
{
    private long _taken;

    public long Left => limit - _taken;

    public void Take(OutcomeExample example) => _taken += BytesOf(example);

    public void Give(OutcomeExample example) => _taken -= BytesOf(example);

    private static long BytesOf(OutcomeExample example) => example.Payload.Length + example.Properties.Bytes.Length;
}
