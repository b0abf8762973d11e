using System.Buffers.Binary;

namespace EventEdge.FunctionDispatcher.Runtimes.Process.Lines;

/// <summary>A call as it goes to a worker.</summary>
internal static class CallFrame
{
    /// <summary>The input behind its length, or as a line.</summary>
    public static byte[] Of(bool isLine, ReadOnlySpan<byte> input)
    {
        if (isLine) return [.. input, (byte)'\n'];
        var frame = new byte[sizeof(uint) + input.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame, (uint)input.Length);
        input.CopyTo(frame.AsSpan(sizeof(uint)));
        return frame;
    }
}
