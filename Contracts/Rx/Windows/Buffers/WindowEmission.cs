namespace EventEdge.Contracts.Rx.Windows.Buffers;

/// <summary>What of a window has not been emitted. Stands as one byte in saved states.</summary>
[Flags]
internal enum WindowEmission : byte
{
    /// <summary>Its final result, with all it has taken.</summary>
    Done = 0,

    /// <summary>It has taken an event since it was last emitted.</summary>
    New = 1,

    /// <summary>What was last emitted was provisional.</summary>
    Shown = 2,
}

/// <summary>Why a window is emitted.</summary>
internal enum WindowFiring
{
    /// <summary>It is complete, as far as anybody can tell.</summary>
    Final,

    /// <summary>The binding asks to see it before it is complete.</summary>
    Provisional,

    /// <summary>It is closed before its end.</summary>
    Cut,
}
