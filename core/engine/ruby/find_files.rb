# The files that a path with wildcards stands for, as `find` would print them: for resources that follow includes.
module Cincture
  module FindFiles
    KINDS = { block: 'block_device', character: 'character_device', directory: 'directory', pipe: 'pipe', file: 'file',
              link: 'symlink', socket: 'socket' }.freeze
    # Folders one in another.
    MAX_DEPTH = 20
    MAX_FILES = 10_000

    # `depth` 1 looks into a folder, but not into those in it; without it all are gone through. Links are not followed.
    def find_files(path, options = nil, **more)
      options = (options || {}).merge(more)
      kind = options[:type] && KINDS[options[:type].to_sym]
      depth = options[:depth].to_i
      found = []
      FindFiles.expand(path.to_s).each { |place| FindFiles.walk(place, kind, depth > 0 ? depth : nil, found) }
      found
    end

    # The shell's rules for wildcards. What does not exist stands for nothing.
    def self.expand(path)
      path = path.chomp('/') if path.length > 1
      return Host.stat(path, false) ? [path] : [] unless path =~ /[*?\[]/
      path.split('/').reject { |part| part.empty? }.inject(['']) do |places, part|
        places.map { |place| matching(place, part) }.flatten
      end
    end

    def self.matching(folder, part)
      return Host.stat("#{folder}/#{part}", false) ? ["#{folder}/#{part}"] : [] unless part =~ /[*?\[]/
      pattern = Regexp.new('\A' + pattern_of(part) + '\z')
      names_in(folder.empty? ? '/' : folder).select do |name|
        (part.start_with?('.') || !name.start_with?('.')) && name =~ pattern
      end.map { |name| "#{folder}/#{name}" }
    end

    def self.pattern_of(part)
      part.gsub(/\[!?\]?[^\]]*\]|\\.|./) do |piece|
        case piece
        when '*' then '.*'
        when '?' then '.'
        when /\A\[/ then piece.length > 1 ? piece.sub('[!', '[^') : '\['
        when /\A\\./ then Regexp.escape(piece[1])
        else Regexp.escape(piece)
        end
      end
    end

    def self.names_in(folder)
      stat = Host.stat(folder, true)
      stat && stat['kind'] == 'directory' ? (Host.list(folder) || []).sort : []
    end

    def self.walk(path, kind, depth, found, level = 0)
      raise TargetError, "too many files, or too deep, at #{path}" if level > MAX_DEPTH || found.length >= MAX_FILES
      stat = Host.stat(path, false)
      return if stat.nil?
      found << path if kind.nil? || stat['kind'] == kind
      return if stat['kind'] != 'directory' || (depth && level >= depth)
      names_in(path).each { |name| walk("#{path.chomp('/')}/#{name}", kind, depth, found, level + 1) }
    end
  end
end

FindFiles = Cincture::FindFiles
