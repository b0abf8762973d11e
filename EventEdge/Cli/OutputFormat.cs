namespace EventEdge.Cli;

/// <summary>Form of a result on standard output: <c>--output</c>.</summary>
internal enum OutputFormat
{
    /// <summary>For people.</summary>
    Text,

    /// <summary>For programs: one JSON object a line.</summary>
    Json,
}
