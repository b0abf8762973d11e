namespace EventEdge.Hosting.Access;

/// <summary>Whether a request over HTTP carries the token.</summary>
internal enum TokenVerdict
{
    /// <summary>It does, or none is asked for.</summary>
    Right,

    /// <summary>It carries none.</summary>
    Missing,

    /// <summary>It carries another one.</summary>
    Wrong,

    /// <summary>Too many wrong ones from there: later.</summary>
    TooManyFailures,
}
