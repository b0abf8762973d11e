namespace EventEdge.FunctionDispatcher.Runtimes.Process.Lines;

/// <summary>How calls get to a worker, answers back, and both are told apart.</summary>
public enum FrameKind
{
    /// <summary>Standard input and output: JSON, one call or answer a line.</summary>
    Lines,

    /// <summary>Standard input and output: JSON behind its length in bytes as four bytes, most significant first.</summary>
    Length,

    /// <summary>The same over a Unix socket, whose path is in <c>EVENTEDGE_SOCKET</c>; the worker connects to it.</summary>
    Socket,
}
