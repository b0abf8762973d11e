namespace EventEdge.FunctionDispatcher.Functions.Geofence;

/// <summary>Places entered, left and stayed in.</summary>
public sealed class GeofenceBuiltin : IBuiltinFunction
{
    /// <inheritdoc />
    public string Name => "geofence";

    /// <inheritdoc />
    public WindowUse Window => WindowUse.None;

    /// <inheritdoc />
    public object Create(FunctionSettings settings, bool hasWindow) => new GeofenceFunction(GeofenceConfig.Read(settings));
}
