using EventEdge.Contracts.Events;
using EventEdge.Contracts.Rx.Windows.Buffers;
using EventEdge.FunctionDispatcher.Configuration.Joining;

namespace EventEdge.FunctionDispatcher.Lookups.Tables;

/// <summary>Finds the row of an event in a table that does not change. Safe for concurrent use.</summary>
internal sealed class TableLookup : ILookup
{
    private readonly LookupConfig _config;
    private readonly Dictionary<FieldValue[], FieldValue[]>.AlternateLookup<EdgeEvent> _rowOf;
    private readonly int[] _slots;
    private readonly int[] _keySlots;

    public TableLookup(string name, LookupConfig config, LookupTable table, EventLayout layout)
    {
        (Name, _config, Table) = (name, config, table);
        _keySlots = [.. config.KeyFields.Select(layout.SlotOf)];
        _slots = [.. table.Columns.Select(column => layout.SlotOf(LookupNames.Path(name, column)))];
        var rows = new Dictionary<FieldValue[], FieldValue[]>(table.Rows.Count, new KeyComparer(_keySlots));
        foreach (var row in table.Rows) rows.TryAdd(row.Key, row.Values);
        _rowOf = rows.GetAlternateLookup<EdgeEvent>();
    }

    public string Name { get; }

    /// <summary>What it looks in.</summary>
    public LookupTable Table { get; }

    public string? Apply(EdgeEvent target)
    {
        var isFound = _rowOf.TryGetValue(target, out var row);
        for (var i = 0; i < _slots.Length; i++) target.Set(_slots[i], isFound ? row![i] : FieldValue.Missing);
        return isFound || _config.Missing == WhenMissing.Empty ? null : LookupNames.NotThere(Name, _config, target, _keySlots);
    }
}
