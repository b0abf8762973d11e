using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.FunctionDispatcher.Calls;

/// <summary>How a call ended. For a journalled call this is journalled as well, and takes effect only when it is read from there.</summary>
/// <param name="Binding">The binding, at the version that made the call.</param>
/// <param name="Call">Which of its calls.</param>
/// <param name="Answer">The function's answer, which has been checked; empty when the call failed.</param>
/// <param name="Failure">Why the call was given up, with the end of what the function wrote to its standard error; null when it was
/// not.</param>
public sealed record CallCompletion(BindingIdentity Binding, CallId Call, ReadOnlyMemory<byte> Answer, string? Failure)
{
    /// <summary>As bytes: <c>name | version | position i64 | number i32 | failed u8 | failure, or answer to the end</c>.</summary>
    public byte[] ToBytes()
    {
        using var buffer = new MemoryStream(64 + Answer.Length);
        using var writer = new BinaryWriter(buffer);
        writer.Write(Binding.Name);
        writer.Write(Binding.Version);
        writer.Write(Call.Sequence);
        writer.Write(Call.Ordinal);
        writer.Write(Failure is not null);
        if (Failure is not null) writer.Write(Failure);
        else writer.Write(Answer.Span);
        return buffer.ToArray();
    }

    /// <summary>Reads back what <see cref="ToBytes"/> wrote. The bytes are copied.</summary>
    public static CallCompletion Read(ReadOnlySpan<byte> bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes.ToArray(), writable: false));
        var binding = new BindingIdentity(reader.ReadString(), reader.ReadString());
        var call = new CallId(reader.ReadInt64(), reader.ReadInt32());
        return reader.ReadBoolean()
            ? new(binding, call, default, reader.ReadString())
            : new(binding, call, reader.ReadBytes((int)(reader.BaseStream.Length - reader.BaseStream.Position)), null);
    }
}
