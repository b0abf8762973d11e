namespace EventEdge.FunctionDispatcher.Functions.Pass;

/// <summary>What <c>pass</c> is asked for.</summary>
internal sealed record PassConfig
{
    /// <summary>Fields to let through. Default: every field.</summary>
    public IReadOnlyList<string>? Fields { get; init; }

    /// <summary>Reads the settings; what is wrong is reported there.</summary>
    public static PassConfig Read(FunctionSettings settings) => new() { Fields = settings.Names("fields") };
}
