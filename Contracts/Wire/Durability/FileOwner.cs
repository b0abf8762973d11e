using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace EventEdge.Contracts.Durability;

/// <summary>
/// User and group of a file on Unix: what replaces a file goes to the same two, or a service could not read any more what root has edited
/// for it.
/// </summary>
/// <param name="User">The user's number.</param>
/// <param name="Group">The group's number.</param>
internal sealed partial record FileOwner(uint User, uint Group)
{
    private const int CurrentDirectory = -100;
    private const int AnswerBytes = 256;
    private const uint UserAndGroup = 0x18;
    private const int UserAt = 20;
    private const int GroupAt = 24;

    /// <summary>Those of a file; null where the system does not tell.</summary>
    public static FileOwner? Of(string path)
    {
        if (!OperatingSystem.IsLinux()) return null;
        Span<byte> answer = stackalloc byte[AnswerBytes];
        try
        {
            if (Ask(CurrentDirectory, path, 0, UserAndGroup, ref MemoryMarshal.GetReference(answer)) != 0) return null;
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }

        return new(Number(answer, UserAt), Number(answer, GroupAt));
    }

    /// <summary>
    /// Gives a file to them, as far as this process may: only root can give files away, and whoever is neither keeps what it has made.
    /// </summary>
    public void Give(string path)
    {
        if (Change(path, User, Group) != 0) _ = Change(path, uint.MaxValue, Group);
    }

    private static uint Number(ReadOnlySpan<byte> answer, int at) =>
        BitConverter.IsLittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(answer[at..])
            : BinaryPrimitives.ReadUInt32BigEndian(answer[at..]);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Ask(int directory, string path, int flags, uint mask, ref byte answer);

    [LibraryImport("libc", EntryPoint = "chown", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Change(string path, uint user, uint group);
}
