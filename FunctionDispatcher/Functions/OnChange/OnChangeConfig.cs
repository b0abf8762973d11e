namespace EventEdge.FunctionDispatcher.Functions.OnChange;

/// <summary>What <c>on_change</c> is asked for.</summary>
internal sealed record OnChangeConfig
{
    /// <summary>The fields watched. Required.</summary>
    public required IReadOnlyList<string> Fields { get; init; }

    /// <summary>Whether the first value of a key is told. Default true.</summary>
    public bool First { get; init; }

    /// <summary>Reads the settings; what is wrong is reported there.</summary>
    public static OnChangeConfig Read(FunctionSettings settings)
    {
        if (!settings.Has("fields")) settings.Report("'fields' is required: the fields to watch");
        return new() { Fields = settings.Names("fields") ?? [], First = settings.Flag("first", otherwise: true) };
    }
}
