using Microsoft.Extensions.Logging;

namespace EventEdge.FunctionDispatcher.Cases;

/// <summary>A log that keeps its newest warning, which says why a call does not end.</summary>
internal sealed class LastWarning : ILogger
{
    private volatile string? _text;

    /// <summary>The newest; null when there was none.</summary>
    public string? Text => _text;

    /// <inheritdoc />
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc />
    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    /// <inheritdoc />
    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel)) _text = formatter(state, exception);
    }
}
