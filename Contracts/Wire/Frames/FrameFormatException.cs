namespace EventEdge.Contracts.Frames;

/// <summary>Bytes that are not a frame: another format, damaged, or columns that contradict each other.</summary>
public sealed class FrameFormatException : FormatException
{
    /// <summary>What is wrong with the frame, in one sentence.</summary>
    public FrameFormatException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
