using System.Globalization;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;
using EventEdge.Contracts.Rx.Windows.Buffers;
using EventEdge.FunctionDispatcher.Functions;

namespace EventEdge.FunctionDispatcher.Tests.Engine.Histories;

/// <summary>
/// A built-in function of these tests alone: which events a window has, by their positions in the journal, an event that was taken twice
/// twice.
/// </summary>
internal sealed class MembersBuiltin : IBuiltinFunction
{
    public string Name => "members";

    public WindowUse Window => WindowUse.Required;

    public object Create(FunctionSettings settings, bool hasWindow) => new Members();

    /// <summary>What a result of it says.</summary>
    public static IReadOnlyList<long> Read(Point point) =>
        [.. point.Fields[0].Value.ToString().Split(' ').Select(text => long.Parse(text, CultureInfo.InvariantCulture))];

    private sealed class Members : IAggregateFunction
    {
        public void Bind(EventLayout layout)
        {
        }

        public IAccumulator CreateAccumulator() => new State();
    }

    private sealed class State : IMergedAccumulator
    {
        private readonly List<long> _members = [];

        public bool IsSmall => true;

        public void Add(EdgeEvent input) => _members.Add(input.Sequence);

        public void Merge(IAccumulator other) => _members.AddRange(((State)other)._members);

        public IEnumerable<Measurement> Result(WindowBounds window) => [Measurement.Of(("members", string.Join(' ', _members.Order())))];

        public void Save(BinaryWriter writer)
        {
            writer.Write(_members.Count);
            foreach (var member in _members) writer.Write(member);
        }

        public void Load(BinaryReader reader)
        {
            _members.Clear();
            for (var left = reader.ReadInt32(); left > 0; left--) _members.Add(reader.ReadInt64());
        }
    }
}
