# Putting something else in the place of the engine's namespace.
# attack: error failed absent
# honest: 
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

module Other
  module Resources
    def self.known?(_)
      true
    end
    def self.create(*)
      Class.new { def exist?; true; end }.new
    end
  end
  def self.location
    ['controls/other.rb', 1]
  end
  def self.note(_)
    nil
  end
end
Object.const_set(:Cincture, Other)

control 'attack' do
  describe file('/nonexistent') do
    it { should exist }
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
