# directory: a file resource that exists only as a folder.
module Cincture
  module Resources
    class Directory < FileResource
      name 'directory'
      supports platform: 'unix'
      desc 'A folder.'

      def exist?
        file.exist? && file.directory?
      end

      def to_s
        "Directory #{source_path}"
      end
    end
  end
end
