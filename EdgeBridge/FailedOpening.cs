namespace EventEdge.EdgeBridge;

/// <summary>Closes what was opened before something after it was refused, so that who tries again in this process finds it free.</summary>
internal static class FailedOpening
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>Closes all of them, each whatever becomes of the others. Never throws: what goes wrong now must
    /// not hide why it was refused.</summary>
    /// <param name="opened">What can be disposed of, a source of cancellation after it is cancelled; null for what was not opened.</param>
    public static void Close(params object?[] opened) =>
        Task.WaitAny([Task.WhenAll(opened.Select(part => Task.Run(() => CloseAsync(part))))], Limit);

    private static async Task CloseAsync(object? part)
    {
        try
        {
            if (part is CancellationTokenSource stop) await stop.CancelAsync().ConfigureAwait(false);
            if (part is IAsyncDisposable closing) await closing.DisposeAsync().ConfigureAwait(false);
            else (part as IDisposable)?.Dispose();
        }
        catch (Exception)
        {
            // The caller is told the reason of the refusal, which this may well follow from.
        }
    }
}
