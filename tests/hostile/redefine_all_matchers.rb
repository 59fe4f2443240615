# Redefining every matcher class that can be found.
# attack: error failed absent
# honest: 
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

Cincture::Matchers.constants.each do |name|
  kind = Cincture::Matchers.const_get(name)
  next unless kind.is_a?(Class)
  kind.class_eval do
    def matches?(_actual)
      true
    end
  end
end

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
