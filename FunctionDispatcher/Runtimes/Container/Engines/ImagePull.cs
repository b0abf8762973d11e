namespace EventEdge.FunctionDispatcher.Runtimes.Container.Engines;

/// <summary>When an image is fetched from its registry.</summary>
public enum ImagePull
{
    /// <summary>When it is not on the machine.</summary>
    Missing,

    /// <summary>Never: it was loaded by other means.</summary>
    Never,

    /// <summary>Each time the binding starts, too; without a connection the image on the machine serves.</summary>
    Always,
}
