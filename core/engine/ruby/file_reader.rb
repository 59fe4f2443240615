# Content of a configuration file, for resources that are skipped where there is none. Profiles include these modules too.
module Cincture
  module FileReader
    def read_file_content(path, allow_empty = false)
      file = inspec.file(path)
      raise Inspec::Exceptions::ResourceSkipped, "Can't find file: #{path}" unless file.file?
      content = file.content
      raise Inspec::Exceptions::ResourceSkipped, "Can't read file: #{path}" if content.nil?
      raise Inspec::Exceptions::ResourceSkipped, "File is empty: #{path}" if !allow_empty && content.empty?
      content.scrub
    end

    # The text of a file and of those that it includes, one after another, each once. The block is given path and text of
    # each, and says which it includes.
    def read_with_included(path)
      content = ''
      read = []
      waiting = [path]
      until waiting.empty?
        path = waiting.shift
        next if read.include?(path)
        read << path
        text = read_file_content(path)
        content += text
        waiting += yield(path, text)
      end
      content
    end
  end

  # The value that a list of keys leads to, through hashes and arrays.
  module ObjectTraverser
    def extract_value(keys, value)
      return nil if keys.empty?
      keys.inject(value) do |inner, key|
        case inner
        when Array then extract_from_array(key, inner)
        when Hash then extract_from_hash(key, inner)
        end
      end
    end

    private

    # An index, or a method of arrays.
    def extract_from_array(key, value)
      return value[key] if key.is_a?(Integer)
      value.respond_to?(key.to_sym) ? value.send(key.to_sym) : nil
    end

    def extract_from_hash(key, value)
      return value[key] if value.key?(key)
      value[key.to_s]
    end
  end

  # For resources whose data can be gone through like an array.
  module EnumerableDelegation
    include Enumerable

    def each(&block)
      @params.each(&block)
    end
  end
end

FileReader = Cincture::FileReader
ObjectTraverser = Cincture::ObjectTraverser
EnumerableDelegation = Cincture::EnumerableDelegation

module Inspec
  module Utils
    CommentParser = Cincture::CommentParser
  end
end
