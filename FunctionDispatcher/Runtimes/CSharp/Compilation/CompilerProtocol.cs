namespace EventEdge.FunctionDispatcher.Runtimes.CSharp.Compilation;

/// <summary>Requests and answers between a node and its compiler process: texts with their lengths, one after the other.</summary>
internal static class CompilerProtocol
{
    public static void Write(BinaryWriter writer, CompilerRequest request)
    {
        writer.Write(request.Path);
        writer.Write(request.Text);
        writer.Write(request.References.Length);
        foreach (var reference in request.References) writer.Write(reference);
        writer.Write(request.Name);
        writer.Flush();
    }

    public static CompilerRequest ReadRequest(BinaryReader reader)
    {
        var (path, text) = (reader.ReadString(), reader.ReadString());
        var references = new string[reader.ReadInt32()];
        for (var i = 0; i < references.Length; i++) references[i] = reader.ReadString();
        return new(path, text, references, reader.ReadString());
    }

    public static void Write(BinaryWriter writer, CompilerAnswer answer)
    {
        writer.Write(answer.Image?.Length ?? -1);
        if (answer.Image is { } image) writer.Write(image);
        writer.Write(answer.Errors.Length);
        foreach (var error in answer.Errors)
        {
            writer.Write(error.Line);
            writer.Write(error.Column);
            writer.Write(error.Message);
        }

        writer.Flush();
    }

    public static CompilerAnswer ReadAnswer(BinaryReader reader)
    {
        var length = reader.ReadInt32();
        var image = length < 0 ? null : reader.ReadBytes(length);
        var errors = new CompilerError[reader.ReadInt32()];
        for (var i = 0; i < errors.Length; i++) errors[i] = new(reader.ReadInt32(), reader.ReadInt32(), reader.ReadString());
        return new(image, errors);
    }
}
