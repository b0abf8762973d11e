namespace EventEdge.FunctionDispatcher.Functions.Last;

/// <summary>What <c>last</c> is asked for.</summary>
internal sealed record LastConfig
{
    /// <summary>Fields to remember. Default: every field.</summary>
    public IReadOnlyList<string>? Fields { get; init; }

    /// <summary>Reads the settings; what is wrong is reported there.</summary>
    public static LastConfig Read(FunctionSettings settings) => new() { Fields = settings.Names("fields") };
}
