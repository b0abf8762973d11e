namespace EventEdge.Torture.Support;

/// <summary>What the shared servers ask of a test framework, for a program that is none.</summary>
internal static class Assert
{
    public static void Fail(string reason) => throw new TimeoutException(reason);

    public static void SkipWhen(bool condition, string reason)
    {
        if (condition) throw new NotSupportedException(reason);
    }
}
