using EventEdge.FunctionDispatcher.Configuration.Joining;

namespace EventEdge.FunctionDispatcher.Lookups.Tables;

/// <summary>A source whose table is read whole, together with the bindings file, and read again when its files change.</summary>
internal interface ITableSource : ILookupSource
{
    /// <summary>Reads the table. Never throws for what it finds.</summary>
    /// <param name="config">The lookup.</param>
    /// <param name="fileOf">The full path of a file that is declared relative to the bindings file.</param>
    TableReading Read(LookupConfig config, Func<string, string> fileOf);
}
