using System.Runtime.InteropServices;

namespace EventEdge.Nodes;

/// <summary>
/// What this process and the programs it starts write is their user's own: data directories hold readings, messages and passwords' hashes,
/// whoever made the folder around them. The files that <c>new</c> makes are for people to share.
/// </summary>
internal static partial class PrivateFiles
{
    private const int OwnerOnly = 0x3F; // 077

    /// <summary>Begins; before the first file is made. Windows has no such thing: there a folder hands its rights down.</summary>
    public static void Begin(IReadOnlyList<string> arguments)
    {
        if (!OperatingSystem.IsWindows() && arguments is not ["new", ..]) _ = Mask(OwnerOnly);
    }

    [LibraryImport("libc", EntryPoint = "umask")]
    private static partial int Mask(int mask);
}
