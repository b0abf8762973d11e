using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Discovery.Payloads;

namespace EventEdge.FunctionDispatcher.Discovery.Fields;

/// <summary>The values of one field, counted as they come; bounded.</summary>
/// <param name="name">The field's path.</param>
internal sealed class FieldTally(string name)
{
    /// <summary>Most different values that are remembered.</summary>
    public const int DistinctLimit = 64;

    private const int SampleLimit = 200;

    private readonly HashSet<FieldValue> _distinct = [];
    private readonly Dictionary<string, double> _latest = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FieldValue> _firstOfKey = new(StringComparer.Ordinal);

    /// <summary>The field's path.</summary>
    public string Name => name;

    /// <summary>How many events have it, null included.</summary>
    public int Count { get; private set; }

    /// <summary>How many of them are numbers, truth values, texts.</summary>
    public int Numbers { get; private set; }

    /// <summary>How many are true or false.</summary>
    public int Booleans { get; private set; }

    /// <summary>How many are texts.</summary>
    public int Texts { get; private set; }

    /// <summary>How many texts are numbers, which a declared type reads.</summary>
    public int NumericTexts { get; private set; }

    /// <summary>Whether every number is a whole one.</summary>
    public bool IsWhole { get; private set; } = true;

    /// <summary>The least number; texts that are numbers included.</summary>
    public double Least { get; private set; } = double.PositiveInfinity;

    /// <summary>The greatest number.</summary>
    public double Greatest { get; private set; } = double.NegativeInfinity;

    /// <summary>How often a number was above the one before of its key, and how often below.</summary>
    public int Rises { get; private set; }

    /// <inheritdoc cref="Rises"/>
    public int Falls { get; private set; }

    /// <summary>Whether there is a key for which it has changed.</summary>
    public bool Changes { get; private set; }

    /// <summary>The different values, as many as are remembered.</summary>
    public IReadOnlyCollection<FieldValue> Distinct => _distinct;

    /// <summary>The first values that are no null, with the time of receipt of their messages and whether these were retained.</summary>
    public List<(FieldValue Value, DateTimeOffset ReceivedAt, bool IsLive, string Key)> Samples { get; } = [];

    /// <summary>Longest text, in UTF-16 units.</summary>
    public int Longest { get; private set; }

    /// <summary>How many are neither missing nor null.</summary>
    public int Values => Numbers + Booleans + Texts;

    /// <summary>Takes a value of an event of a key.</summary>
    public void Add(in FieldValue value, string key, DateTimeOffset receivedAt, bool isLive)
    {
        Count++;
        if (!value.Exists) return;
        if (Samples.Count < SampleLimit) Samples.Add((value, receivedAt, isLive, key));
        if (_distinct.Count < DistinctLimit) _distinct.Add(value);
        if (!_firstOfKey.TryAdd(key, value) && _firstOfKey[key] != value) Changes = true;
        if (value.Kind == FieldKind.Boolean) Booleans++;
        else if (value.Kind == FieldKind.Number)
        {
            Numbers++;
            AddNumber(value.AsNumber, key);
        }
        else
        {
            Texts++;
            Longest = Math.Max(Longest, value.AsText!.Length);
            if (!NumberText.TryRead(value.AsText!, out var number)) return;
            NumericTexts++;
            AddNumber(number, key);
        }
    }

    private void AddNumber(double number, string key)
    {
        IsWhole &= number == Math.Floor(number);
        Least = Math.Min(Least, number);
        Greatest = Math.Max(Greatest, number);
        if (_latest.TryGetValue(key, out var latest))
        {
            if (number > latest) Rises++;
            if (number < latest) Falls++;
        }

        _latest[key] = number;
    }
}
