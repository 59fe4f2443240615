# apache_conf: the directives of Apache, with those of the files that it includes.
module Cincture
  module Resources
    class ApacheConf < Inspec.resource(1)
      include FindFiles
      include FileReader

      name 'apache_conf'
      supports platform: 'unix'
      desc 'The directives of Apache.'

      PATHS = ['/etc/apache2/apache2.conf', '/etc/httpd/conf/httpd.conf'].freeze
      ASSIGNMENT = /^\s*(\S+)\s+['"]*(.*?)['"]*\s*$/
      QUOTED = /["'|]((?:\\.|[^"'\\])*)["'|]/

      attr_reader :conf_path, :content

      def initialize(path = nil)
        @conf_path = path || PATHS.find { |place| inspec.file(place).exist? }
        read_content
      end

      def params(*keys)
        keys.inject(@params) { |inner, key| inner.nil? ? nil : inner[key] }
      end

      def method_missing(name)
        @params[name.to_s]
      end

      def respond_to_missing?(_name, _all = false)
        false
      end

      def conf_dir
        @params['ServerRoot'] || @params['serverroot']
      end

      def resource_id
        @conf_path || 'apache_conf'
      end

      def to_s
        "Apache Config #{@conf_path}"
      end

      private

      def read_content
        @content = ''
        @params = {}
        read_file_content(@conf_path)
        read = []
        waiting = [@conf_path]
        until waiting.empty?
          path = waiting.shift
          next if read.include?(path)
          read << path
          text = read_file_content(path, true)
          @content += text
          found = directives(text)
          @params.merge!(found) { |_, one, two| [*one] + [*two] }
          waiting += included(found)
        end
        @content = @content.lines.reject { |line| line =~ /^\s*#/ }.join
      end

      def directives(text)
        found = SimpleConfig.new(text, assignment_regex: ASSIGNMENT, multiple_values: true).params
        found.each { |name, values| found[name] = values.map { |value| value[QUOTED, 1] || value } if values.is_a?(Array) }
      end

      # Files and links, below the server's folder.
      def included(found)
        return [] if conf_dir.nil?
        paths = (found['Include'] || []) + (found['IncludeOptional'] || [])
        paths.map do |path|
          place = path.start_with?('/') ? path : Path.join(conf_dir, path)
          find_files(place, depth: 1, type: 'file') + find_files(place, depth: 1, type: 'link')
        end.flatten
      end
    end
  end
end
