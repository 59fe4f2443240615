# Redefining `should`.
# attack: error failed absent
# honest: 
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

class Cincture::ExampleGroup
  def should(*)
    true
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
