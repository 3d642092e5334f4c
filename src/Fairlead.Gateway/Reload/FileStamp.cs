namespace Fairlead.Gateway.Reload;

/// <summary>When a file was written, its length and where it really is: differs whenever the file may have changed.</summary>
/// <param name="Target">The file behind the link, or the path itself.</param>
/// <param name="Length">Length in bytes; -1 where there is no file.</param>
/// <param name="WrittenTicks">Time of the last write.</param>
internal readonly record struct FileStamp(string Target, long Length, long WrittenTicks)
{
    /// <summary>Looks at a file. A link is followed to its end: Kubernetes swaps links and leaves the files alone.</summary>
    /// <param name="path">The file.</param>
    public static FileStamp Of(string path)
    {
        try
        {
            var target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
            var file = new FileInfo(target);
            return file.Exists ? new FileStamp(target, file.Length, file.LastWriteTimeUtc.Ticks) : new FileStamp(target, -1, 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A folder that is gone or closed for the moment; what is wrong with it shows when the file is read.
            return new FileStamp(path, -1, 0);
        }
    }
}
